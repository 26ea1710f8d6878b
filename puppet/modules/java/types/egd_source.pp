# @summary Where Java takes entropy from.
type Java::Egd_source = Enum['/dev/random', '/dev/urandom', '/dev/./urandom']
