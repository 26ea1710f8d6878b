# @summary Cassandra as Hiera describes it, on an instance of a cluster.
#
# Its seeds are all hosts of `profile::cassandra::instances`, so that hosts with the same Hiera text form one
# cluster. Nothing is done about a firewall and about monitoring: on Cloud VPS security groups decide who may
# connect, and nobody watches beta's Cassandra.
#
# @example Two hosts, each in the data centre of its own site
#   profile::cassandra::instances:
#     deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud: {}
#     deployment-sessionstore03.deployment-prep.eqiad1.wikimedia.cloud: {}
#   profile::cassandra::settings:
#     cluster_name: sessions-beta
#     dc: "%{::site}"
#     listen_address: "%{facts.networking.ip}"
#     target_version: 4.x
#     default_instance_params:
#       rpc_address: "%{facts.networking.ip}"
#
# @param all_instances
#   By the host's full name its instances, each with parameters of `cassandra::instance`; an empty hash is one
#   instance. Key: `profile::cassandra::instances`.
# @param rack
#   The rack of this host.
# @param cassandra_settings
#   Parameters of class `cassandra`. Hiera does not merge them: the highest level sets all of them.
#   Key: `profile::cassandra::settings`.
# @param client_ips
#   Who may connect beside the hosts; for a firewall, and without effect here.
# @param allow_analytics
#   Whether the analytics network may connect; for a firewall, and without effect here.
# @param monitor_enabled
#   Whether the instances are watched; without effect here.
# @param auto_apply_grants
#   Whether grants of users are applied; without effect here, where no cqlsh is.
# @param cassandra_passwords
#   By name the passwords of users. Key: `profile::cassandra::user_credentials`.
# @param monitor_tls_port
#   Where a certificate is watched; without effect here.
# @param tls_keystore_password
#   The password of the keystores in `tls/`, where encryption is on.
class profile::cassandra (
  Hash                       $all_instances         = lookup('profile::cassandra::instances'),
  String                     $rack                  = lookup('profile::cassandra::rack'),
  Hash                       $cassandra_settings    = lookup('profile::cassandra::settings'),
  Array[Stdlib::IP::Address] $client_ips            = lookup('profile::cassandra::client_ips', { 'default_value' => [] }),
  Boolean                    $allow_analytics       = lookup('profile::cassandra::allow_analytics'),
  Boolean                    $monitor_enabled       = lookup('profile::cassandra::monitor_enabled', { 'default_value' => true }),
  Boolean                    $auto_apply_grants     = lookup('profile::cassandra::auto_apply_grants', { 'default_value' => false }),
  Hash[String, String]       $cassandra_passwords   = lookup('profile::cassandra::user_credentials', { 'default_value' => {} }),
  Integer                    $monitor_tls_port      = lookup('profile::cassandra::monitor_tls_port', { 'default_value' => 7001 }),
  Optional[String]           $tls_keystore_password = lookup('profile::cassandra::tls_keystore_password', { 'default_value' => undef }),
) {
  contain profile::java

  $seeds = $all_instances.map |$host, $instances| {
    $instances.empty ? {
      true    => $host,
      default => $instances.keys.map |$id| { $host.regsubst('\A[^.]+', "\\0-${id}") },
    }
  }

  $of_profile = {
    'instances'             => $all_instances[$facts['networking']['fqdn']],
    'rack'                  => $rack,
    'seeds'                 => $seeds.flatten,
    'logstash_host'         => 'localhost',
    'cassandra_passwords'   => $cassandra_passwords,
    'auto_apply_grants'     => $auto_apply_grants,
    'tls_keystore_password' => $tls_keystore_password,
  }

  # By this function, so that a key that the class does not know is refused in the words that Wikimedia's is.
  create_resources('class', { 'cassandra' => $of_profile + $cassandra_settings })

  Class['profile::java'] -> Class['cassandra']
  contain cassandra
}
