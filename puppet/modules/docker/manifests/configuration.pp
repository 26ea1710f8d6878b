# @summary Writes what the engine reads when it starts; for root alone, as it may name credentials.
#
# @param settings
#   What the file says.
# @param directory
#   Its folder.
# @param location
#   Its path.
class docker::configuration (
  Hash             $settings,
  Stdlib::Unixpath $directory = '/etc/docker',
  Stdlib::Unixpath $location  = '/etc/docker/daemon.json',
) {
  file { $directory:
    ensure => directory,
    owner  => 'root',
    group  => 'root',
    mode   => '0700',
  }

  file { $location:
    ensure  => file,
    content => to_json_pretty($settings),
    owner   => 'root',
    group   => 'root',
    mode    => '0440',
  }
}
