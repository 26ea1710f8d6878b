# @summary The Java of an instance.
#
# @example The Java that Cassandra needs, and no more
#   profile::java::java_packages:
#     - version: "17"
#       variant: jre-headless
#
# @param java_packages
#   Releases and variants; where the list is empty, the one of the distribution.
# @param extra_args
#   Variables for every JVM; without effect here.
# @param hardened_tls
#   Whether weak TLS is switched off; without effect here.
# @param egd_source
#   Where Java takes entropy from; without effect here.
# @param trust_puppet_ca
#   Whether Java trusts Puppet's authority; without effect here.
# @param enable_dbg
#   Whether debug symbols are installed as well.
class profile::java (
  Array[Java::PackageInfo]   $java_packages   = lookup('profile::java::java_packages'),
  Hash[String[1], String[1]] $extra_args      = lookup('profile::java::extra_args'),
  Boolean                    $hardened_tls    = lookup('profile::java::hardened_tls'),
  Java::Egd_source           $egd_source      = lookup('profile::java::egd_source'),
  Boolean                    $trust_puppet_ca = lookup('profile::java::trust_puppet_ca'),
  Boolean                    $enable_dbg      = lookup('profile::java::enable_dbg'),
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
    hardened_tls  => $hardened_tls,
    egd_source    => $egd_source,
    enable_dbg    => $enable_dbg,
  }
  contain java
}
