# @summary Writes the file of a systemd unit, and lets systemd take note before the unit's service starts.
#
# @api private
#
# @param content
#   The text of the file.
# @param ensure
#   Whether the file is there.
# @param restart
#   Whether a changed text restarts the service.
define systemd::unit (
  String         $content,
  Wmflib::Ensure $ensure  = 'present',
  Boolean        $restart = false,
) {
  assert_private()

  # A title that says of which type its unit is stands as it is: of `kask.timer` there is no `kask.timer.service`.
  $unit = $title ? {
    /.\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope)\z/ => $title,
    default                                                                         => "${title}.service",
  }
  $reload = "systemd daemon-reload for ${unit} (${title})"

  file { "/lib/systemd/system/${unit}":
    ensure  => $ensure,
    content => $content,
    owner   => 'root',
    group   => 'root',
    mode    => '0444',
    notify  => Exec[$reload],
  }

  exec { $reload:
    command     => '/bin/systemctl daemon-reload',
    refreshonly => true,
  }

  if $ensure != 'present' {
    Service[$title] -> Exec[$reload]
  } elsif $restart {
    Exec[$reload] ~> Service[$title]
  } else {
    Exec[$reload] -> Service[$title]
  }
}
