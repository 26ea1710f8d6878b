# @summary One service that systemd runs in a container of the same name.
#
# Each run of the agent asks the registry for the image. A pull that fails is no failure of the run: it restarts
# the service, as a pull that brings something does.
#
# @example A Kask whose image is named otherwise
#   service::docker { 'sessions':
#     namespace    => 'repos/mediawiki/services',
#     image_name   => 'kask',
#     version      => 'v1.0.19',
#     port         => 8080,
#     override_cmd => '--config /etc/sessions/config.yaml',
#   }
#
# @param port
#   Where the service listens, on the host and in the container alike.
# @param version
#   The tag of the image. `latest` is pulled again at each start of the service.
# @param ensure
#   Whether the service is there; without it go its configuration and its unit.
# @param namespace
#   The folder of the image in the registry.
# @param config
#   What the service reads as `/etc/TITLE/config.yaml`.
# @param override_cmd
#   Words that follow the entry point of the image. systemd expands `%` and `$` in them.
# @param environment
#   Variables. They are written one to a line, so that no value may have a newline.
# @param image_name
#   The image, where it is not named like the service.
# @param volume
#   Whether a Docker volume named like the service takes the place of `/etc/TITLE`; nothing is written for `config`.
# @param bind_mounts
#   Paths of the host, each with its path in the container.
# @param host_network
#   Whether the container shares the network of the host, in place of one forwarded port.
# @param runtime
#   The OCI runtime, where it is not Docker's own.
define service::docker (
  Stdlib::Port::User                       $port,
  String                                   $version,
  Wmflib::Ensure                           $ensure       = 'present',
  Optional[String]                         $namespace    = undef,
  Hash                                     $config       = {},
  String                                   $override_cmd = '',
  Hash                                     $environment  = {},
  String                                   $image_name   = $title,
  Boolean                                  $volume       = false,
  Hash[Stdlib::Unixpath, Stdlib::Unixpath] $bind_mounts  = {},
  Boolean                                  $host_network = false,
  Optional[String]                         $runtime      = undef,
) {
  $folder = "/etc/${title}"
  $repository = ['docker-registry.wikimedia.org', $namespace, $image_name].filter |$part| { $part =~ NotUndef }
  $image = "${repository.join('/')}:${version}"

  file { $folder:
    ensure => stdlib::ensure($ensure, 'directory'),
    owner  => 'root',
    group  => 'root',
    mode   => '0755',
    force  => true,
  }

  unless $volume {
    file { "${folder}/config.yaml":
      ensure  => $ensure,
      content => to_yaml($config),
      owner   => 'root',
      group   => 'root',
      mode    => '0444',
      notify  => Service[$title],
    }
  }

  $variables = $environment.map |$name, $value| { "${name}=${value}\n" }
  file { "${folder}/env":
    ensure    => $ensure,
    content   => $variables.join,
    owner     => 'root',
    group     => 'root',
    mode      => '0440',
    show_diff => false,
    notify    => Service[$title],
  }

  # The pull is the condition, so that a registry that is away fails no run.
  exec { "docker pull of ${image} for ${title}":
    command => '/usr/bin/true',
    unless  => "/usr/bin/docker pull '${image}' | grep -q 'up to date'",
    notify  => Service[$title],
  }

  $source = $volume ? {
    true    => $title,
    default => "${folder}/",
  }
  systemd::service { $title:
    ensure  => $ensure,
    restart => true,
    content => epp('service/docker.service.epp', {
        'service'      => $title,
        'image'        => $image,
        'port'         => $port,
        'is_latest'    => $version == 'latest',
        'source'       => $source,
        'override_cmd' => $override_cmd,
        'bind_mounts'  => $bind_mounts,
        'host_network' => $host_network,
        'runtime'      => $runtime,
    }),
  }
}
