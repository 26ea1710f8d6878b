# @summary The Cassandra instances of a host.
#
# Whatever `target_version` says, Cassandra 5.0 runs; see `cassandra::server`. A running instance is not restarted when
# its settings change, since that is for an operator to time.
#
# @example One instance that answers on the host's own address
#   class { 'cassandra':
#     cluster_name            => 'sessions-beta',
#     target_version          => '4.x',
#     default_instance_params => { 'rpc_address' => $facts['networking']['ip'] },
#   }
#
# @param cluster_name
#   The name that all nodes of the cluster share; a node refuses others.
# @param tls_cluster_name
#   The authority that certificates come from; without effect here.
# @param tls_use_pki
#   Whether certificates come from a PKI; without effect here.
# @param tls_use_pki_truststore
#   Whether trust is that of a PKI; without effect here.
# @param tls_use_pki_keep_old_ca
#   Whether the former authority stays trusted; without effect here.
# @param tls_keystore_password
#   The password of the keystores in `tls/`, where encryption is on.
# @param instances
#   By name, parameters of `cassandra::instance`; without any, the host has one instance named `default`.
# @param default_instance_params
#   Parameters that all instances have, unless their own say otherwise.
# @param seeds
#   Where a node asks for the cluster.
# @param listen_address
#   The address for other nodes.
# @param additional_jvm_opts
#   Options of Java beside those of `cassandra::server`.
# @param extra_classpath
#   Jars and folders that Java searches as well.
# @param target_version
#   The release to run. Accepted for the sake of Hiera texts: it is always 5.0.
# @param memory_allocator
#   How memory is had; without effect since Cassandra 4.
# @param cassandra_passwords
#   By name the passwords of users.
# @param native_transport_port
#   The port of CQL.
# @param dc
#   The data centre of the host, as replication names it.
# @param rack
#   The rack of the host.
# @param logstash_host
#   Where logs go; without effect here, where they go to the journal.
# @param logstash_port
#   As logstash_host.
# @param start_rpc
#   Whether there is Thrift; without effect since Cassandra 4.
# @param jbod_devices
#   Disks to mount; without effect here.
# @param super_username
#   Whom cqlsh logs in as.
# @param super_password
#   The password of super_username. It changes what cqlsh says, not what Cassandra expects.
# @param version
#   The version of Wikimedia's package; without effect here, where there is none.
# @param users
#   For whom a file `user_NAME.cql` is written, to be applied by hand: `sessionstore`.
# @param java_package
#   The Java that Wikimedia's package needs; without effect here.
# @param auto_apply_grants
#   Whether the files of users are applied; without effect here.
class cassandra (
  String                    $cluster_name            = 'Test Cluster',
  Optional[String]          $tls_cluster_name        = undef,
  Boolean                   $tls_use_pki             = false,
  Boolean                   $tls_use_pki_truststore  = false,
  Boolean                   $tls_use_pki_keep_old_ca = false,
  Optional[String]          $tls_keystore_password   = undef,
  Hash                      $instances               = {},
  Hash                      $default_instance_params = {},
  Array[Stdlib::Host]       $seeds                   = [$facts['networking']['ip']],
  Stdlib::IP::Address       $listen_address          = $facts['networking']['ip'],
  Array[String]             $additional_jvm_opts     = [],
  Array[String]             $extra_classpath         = [],
  Enum['3.x', 'dev', '4.x'] $target_version          = '3.x',
  String                    $memory_allocator        = 'JEMallocAllocator',
  Hash[String, String]      $cassandra_passwords     = {},
  Stdlib::Port              $native_transport_port   = 9042,
  String                    $dc                      = 'datacenter1',
  String                    $rack                    = 'rack1',
  Stdlib::Host              $logstash_host           = 'logstash.svc.eqiad.wmnet',
  Stdlib::Port              $logstash_port           = 11514,
  Boolean                   $start_rpc               = true,
  Array[String]             $jbod_devices            = [],
  String                    $super_username          = 'cassandra',
  String                    $super_password          = 'cassandra',
  Optional[String]          $version                 = undef,
  Array[String]             $users                   = [],
  Optional[String]          $java_package            = undef,
  Boolean                   $auto_apply_grants       = false,
) {
  contain cassandra::server

  $of_class = {
    'cluster_name'          => $cluster_name,
    'tls_keystore_password' => $tls_keystore_password,
    'seeds'                 => $seeds,
    'listen_address'        => $listen_address,
    'additional_jvm_opts'   => $additional_jvm_opts,
    'extra_classpath'       => $extra_classpath,
    'cassandra_passwords'   => $cassandra_passwords,
    'native_transport_port' => $native_transport_port,
    'dc'                    => $dc,
    'rack'                  => $rack,
    'super_username'        => $super_username,
    'super_password'        => $super_password,
    'users'                 => $users,
  }

  # An instance that is alone has the names that Debian's package of Cassandra gives.
  $alone = {
    'config_directory'       => '/etc/cassandra',
    'service_name'           => 'cassandra',
    'tls_hostname'           => $facts['networking']['hostname'],
    'pid_file'               => '/var/run/cassandra/cassandra.pid',
    'instance_id'            => $facts['networking']['hostname'],
    'jmx_port'               => 7199,
    'data_directory_base'    => '/var/lib/cassandra',
    'commitlog_directory'    => '/var/lib/cassandra/commitlog',
    'hints_directory'        => '/var/lib/cassandra/data/hints',
    'heapdump_directory'     => '/var/lib/cassandra',
    'saved_caches_directory' => '/var/lib/cassandra/saved_caches',
    'nodetool_path'          => '/usr/bin/nodetool',
  }

  if $instances.empty {
    cassandra::instance { 'default':
      * => $of_class + $alone + $default_instance_params,
    }
  } else {
    service { 'cassandra':
      ensure => stopped,
    }

    $instances.each |$instance, $parameters| {
      cassandra::instance { $instance:
        * => $of_class + $default_instance_params + $parameters,
      }
    }
  }
}
