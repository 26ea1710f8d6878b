# @summary Installs Debian's OpenJDK.
#
# @example One Java, without what draws windows
#   class { 'java':
#     java_packages => [{ 'version' => '17', 'variant' => 'jre-headless' }],
#   }
#
# @param java_packages
#   Releases and variants.
# @param hardened_tls
#   Whether weak TLS is switched off; without effect here.
# @param egd_source
#   Where Java takes entropy from; without effect here.
# @param enable_dbg
#   Whether debug symbols are installed as well.
class java (
  Array[Java::PackageInfo] $java_packages,
  Boolean                  $hardened_tls = false,
  Java::Egd_source         $egd_source   = '/dev/random',
  Boolean                  $enable_dbg   = false,
) {
  $java_packages.each |$java| {
    package { "openjdk-${java['version']}-${java['variant']}":
      ensure => present,
    }

    if $enable_dbg {
      ensure_packages(["openjdk-${java['version']}-dbg"])
    }
  }
}
