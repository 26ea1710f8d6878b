# @summary Installs Debian's OpenJDK.
#
# @example One Java, without what draws windows
#   class { 'java':
#     java_packages => [{ 'version' => '17', 'variant' => 'jre-headless' }],
#   }
#
# @param java_packages
#   Releases and variants.
class java (
  Array[Java::PackageInfo] $java_packages,
) {
  $java_packages.each |$java| {
    package { "openjdk-${java['version']}-${java['variant']}":
      ensure => present,
    }
  }
}
