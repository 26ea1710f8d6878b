# @summary Runs the services that Hiera defines, each in a container.
#
# @example One Kask
#   profile::docker::runner::service_defs:
#     mediawiki-services-kask:
#       namespace: wikimedia
#       port: 8080
#       version: v1.0.10
#
# @param service_defs
#   By the service's name, the parameters of `service::docker`. Of any type, so that what is no hash is
#   refused in the words of `each`, as Wikimedia's is.
class profile::docker::runner (
  Any $service_defs = lookup('profile::docker::runner::service_defs'),
) {
  require profile::docker::engine

  $service_defs.each |$service, $parameters| {
    service::docker { $service:
      * => $parameters,
    }
  }
}
