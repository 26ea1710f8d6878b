# @summary Writes what the engine reads when it starts; for root alone, as it may name credentials.
#
# @api private
class docker::configuration {
  assert_private()

  file { '/etc/docker':
    ensure => directory,
    owner  => 'root',
    group  => 'root',
    mode   => '0700',
  }

  file { '/etc/docker/daemon.json':
    ensure  => file,
    content => to_json_pretty($docker::settings),
    owner   => 'root',
    group   => 'root',
    mode    => '0440',
  }
}
