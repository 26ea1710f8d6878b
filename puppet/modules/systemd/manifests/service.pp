# @summary A service with a unit of its own: runs and starts at boot, or is stopped and gone.
#
# @example A service that sleeps
#   systemd::service { 'sleeper':
#     content => "[Service]\nExecStart=/bin/sleep infinity\n\n[Install]\nWantedBy=multi-user.target\n",
#   }
#
# @param content
#   The text of the unit.
# @param ensure
#   Whether the service is there.
# @param restart
#   Whether a unit whose text changes restarts the service; else an operator times it.
define systemd::service (
  String         $content,
  Wmflib::Ensure $ensure  = 'present',
  Boolean        $restart = false,
) {
  $is_present = $ensure == 'present'

  service { $title:
    ensure => stdlib::ensure($ensure, 'service'),
    enable => $is_present,
  }

  systemd::unit { $title:
    ensure  => $ensure,
    content => $content,
    restart => $restart,
  }
}
