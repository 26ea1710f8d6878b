# @summary A release of OpenJDK. It is text: a number is refused.
type Java::Version = Enum['7', '8', '11', '17', '21']
