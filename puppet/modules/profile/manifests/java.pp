# @summary The Java of an instance.
#
# @example The Java that Cassandra needs, and no more
#   profile::java::java_packages:
#     - version: "17"
#       variant: jre-headless
#
# @param java_packages
#   Releases and variants; where the list is empty, the one of the distribution.
class profile::java (
  Array[Java::PackageInfo] $java_packages = lookup('profile::java::java_packages'),
) {
  $codename = $facts['os']['distro']['codename']
  $of_distribution = $codename ? {
    'buster'   => '11',
    'bullseye' => '11',
    'bookworm' => '17',
    default    => fail("${module_name} doesn't support ${codename}"),
  }

  $wanted = $java_packages ? {
    []      => [{ 'version' => $of_distribution, 'variant' => 'jdk' }],
    default => $java_packages,
  }

  class { 'java':
    java_packages => $wanted,
  }
  contain java
}
