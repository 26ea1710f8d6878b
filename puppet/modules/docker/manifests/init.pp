# @summary Docker Engine, installed after its configuration is there, which its first start reads.
#
# A configuration that changes later does not restart the engine, which would stop every container.
#
# @param package_name
#   The Debian package that brings the engine; `docker.io` unless given.
class docker (
  Optional[String] $package_name = undef,
) {
  contain docker::configuration

  ensure_packages([$package_name.lest || { 'docker.io' }, 'apparmor'], { 'require' => Class['docker::configuration'] })
}
