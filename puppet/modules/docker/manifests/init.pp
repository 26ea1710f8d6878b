# @summary Docker Engine: its configuration, and then the package, whose first start reads it.
#
# A configuration that changes later does not restart the engine, which would stop every container.
#
# @param settings
#   What `/etc/docker/daemon.json` says.
# @param package_name
#   The Debian package that brings the engine.
class docker (
  Hash   $settings,
  String $package_name = 'docker.io',
) {
  contain docker::configuration

  ensure_packages([$package_name, 'apparmor'], { 'require' => Class['docker::configuration'] })
}
