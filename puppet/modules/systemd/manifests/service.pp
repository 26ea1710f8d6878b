# @summary A service with a unit of its own: runs and starts at boot, or is stopped and gone.
#
# A unit whose text changes restarts the service.
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
define systemd::service (
  String         $content,
  Wmflib::Ensure $ensure = 'present',
) {
  $is_present = $ensure == 'present'

  service { $title:
    ensure => stdlib::ensure($ensure, 'service'),
    enable => $is_present,
  }

  systemd::unit { $title:
    ensure  => $ensure,
    content => $content,
  }
}
