# @summary Docker Engine as Hiera describes it.
#
# @example Another log driver
#   profile::docker::engine::settings:
#     log-driver: journald
#
# @param settings
#   What `/etc/docker/daemon.json` says; without `storage-driver`, that is `overlay2`.
# @param packagename
#   The Debian package that brings the engine; without a value `docker.io`.
# @param declare_service
#   Whether Puppet keeps the engine running.
class profile::docker::engine (
  Hash             $settings        = lookup('profile::docker::engine::settings', { 'default_value' => {} }),
  Optional[String] $packagename     = lookup('profile::docker::engine::packagename', { 'default_value' => 'docker.io' }),
  Boolean          $declare_service = lookup('profile::docker::engine::declare_service', { 'default_value' => true }),
) {
  include profile::base

  # An empty storage-driver stays: Docker takes it for leave to choose.
  $default = 'storage-driver' in $settings ? {
    true    => {},
    default => { 'storage-driver' => 'overlay2' },
  }
  $all_settings = $settings + $default

  if $all_settings['storage-driver'] == 'overlay2' and !$profile::base::overlayfs {
    fail('Please ensure you declare profile::base::overlayfs: true in hiera.')
  }

  class { 'docker::configuration':
    settings => $all_settings,
  }
  class { 'docker':
    package_name => $packagename,
  }
  contain docker

  if $declare_service {
    service { 'docker':
      ensure  => running,
      require => Class['docker'],
    }
  }
}
