# @summary Whether something is there on a host.
type Wmflib::Ensure = Enum['present', 'absent']
