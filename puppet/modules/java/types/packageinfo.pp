# @summary One Debian package of OpenJDK.
type Java::PackageInfo = Struct[{
  version => Java::Version,
  variant => Java::Variant,
}]
