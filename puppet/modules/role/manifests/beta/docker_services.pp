# @summary A host of beta that runs services in containers.
class role::beta::docker_services {
  include profile::docker::engine
  include profile::docker::runner
}
