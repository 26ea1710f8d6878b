# @summary One node of Cassandra: its settings, its data folder, and the systemd unit that runs it.
#
# What Cassandra 5.0 has no more (Thrift, among others) and what an instance of Cloud VPS lacks (a PKI, a package of
# Cassandra, cqlsh) is accepted and without effect, so that every Hiera text of Wikimedia's compiles.
#
# @example A node beside another one on the same host
#   cassandra::instance { 'b':
#     seeds          => ['store01-a.example.org', 'store01-b.example.org'],
#     listen_address => '10.0.0.12',
#   }
#
# @param cluster_name
#   The name that all nodes of the cluster share.
# @param memory_allocator
#   Without effect.
# @param listen_address
#   The address for other nodes; without one, the host's.
# @param tls_cluster_name
#   Without effect.
# @param default_applications
#   Without effect.
# @param native_transport_port
#   The port of CQL.
# @param target_version
#   Without effect: it is always 5.0.
# @param seeds
#   Where the node asks for the cluster; without any, it asks itself.
# @param dc
#   The data centre, as replication names it.
# @param rack
#   The rack.
# @param additional_jvm_opts
#   Options of Java, after those of `cassandra::server`.
# @param extra_classpath
#   Jars and folders that Java searches as well.
# @param logstash_host
#   Without effect.
# @param logstash_port
#   Without effect.
# @param start_rpc
#   Without effect.
# @param super_username
#   Whom cqlsh logs in as.
# @param super_password
#   The password of super_username.
# @param tls_use_pki
#   Without effect.
# @param tls_use_pki_truststore
#   Without effect.
# @param tls_use_pki_keep_old_ca
#   Without effect.
# @param tls_keystore_password
#   The password of `tls/server.key` and `tls/server.trust` below config_directory, where encryption is on.
# @param config_directory
#   Where the settings are.
# @param service_name
#   The systemd unit.
# @param tls_hostname
#   Without effect.
# @param pid_file
#   Where Cassandra writes the number of its process.
# @param instance_id
#   Without effect.
# @param jmx_port
#   Where nodetool connects, from this host alone; without one, counted from the instance's letter: 7189 is a's.
# @param data_directory_base
#   The folder that Cassandra may write to.
# @param data_directories
#   Folders of tables, below data_directory_base.
# @param data_file_directories
#   Folders of tables, in place of data_directories.
# @param commitlog_directory
#   The folder of the commit log.
# @param hints_directory
#   The folder of hints.
# @param heapdump_directory
#   Where Java leaves its heap when it runs out of it.
# @param saved_caches_directory
#   The folder of saved caches.
# @param users
#   For whom a file `user_NAME.cql` is written.
# @param cassandra_passwords
#   By name the passwords of users.
# @param nodetool_path
#   The nodetool that asks this instance.
# @param num_tokens
#   How many ranges of the ring the node takes.
# @param authenticator
#   Whether clients must log in.
# @param authorizor
#   Whether clients need permissions. Written as Wikimedia's is.
# @param permissions_validity_in_ms
#   How long permissions are remembered, in milliseconds.
# @param disk_failure_policy
#   What the node does when a disk fails.
# @param row_cache_size_in_mb
#   The cache of rows, in MiB.
# @param concurrent_reads
#   Reads at a time.
# @param concurrent_writes
#   Writes at a time.
# @param concurrent_counter_writes
#   Writes of counters at a time.
# @param trickle_fsync
#   Whether what is written in a row is flushed now and then.
# @param trickle_fsync_interval_in_kb
#   How often that is, in KiB.
# @param storage_port
#   The port of other nodes.
# @param broadcast_address
#   The address that other nodes are told, where it is not listen_address.
# @param start_native_transport
#   Whether there is CQL.
# @param rpc_address
#   The address for clients; without one, that for other nodes.
# @param rpc_port
#   Without effect.
# @param rpc_server_type
#   Without effect.
# @param incremental_backups
#   Whether each flushed table is linked into a backup.
# @param snapshot_before_compaction
#   Whether each compaction is preceded by a snapshot.
# @param auto_snapshot
#   Whether a dropped table leaves a snapshot.
# @param compaction_throughput_mb_per_sec
#   What compaction may write, in MiB a second.
# @param concurrent_compactors
#   Compactions at a time.
# @param streaming_socket_timeout_in_ms
#   Without effect.
# @param endpoint_snitch
#   How the node knows where others are.
# @param internode_compression
#   Between which nodes traffic is compressed.
# @param max_heap_size
#   Java's heap, such as `1g`.
# @param heap_newsize
#   The part of the heap for what is new, such as `256m`.
# @param key_cache_size_in_mb
#   The cache of keys, in MiB.
# @param internode_encryption
#   Between which nodes traffic is encrypted. The keystores in `tls/` are for somebody else to bring.
# @param server_encryption_optional
#   Whether nodes may also talk in the clear.
# @param client_encryption_enabled
#   Whether clients may use TLS. The keystores in `tls/` are for somebody else to bring.
# @param client_encryption_optional
#   Whether clients may also talk in the clear.
# @param auto_bootstrap
#   Whether a new node fetches its share of the data.
# @param monitor_enabled
#   Without effect.
# @param auto_apply_grants
#   Without effect.
# @param legacy_ssl_storage_port_enabled
#   Whether there is also the encrypted port of Cassandra 3.
define cassandra::instance (
  Optional[String]                      $cluster_name                     = undef,
  Optional[String]                      $memory_allocator                 = undef,
  Optional[Stdlib::IP::Address]         $listen_address                   = undef,
  Optional[String]                      $tls_cluster_name                 = undef,
  Optional[String]                      $default_applications             = undef,
  Optional[Stdlib::Port]                $native_transport_port            = undef,
  Optional[String]                      $target_version                   = undef,
  Optional[Array[Stdlib::Host, 1]]      $seeds                            = undef,
  Optional[String]                      $dc                               = undef,
  Optional[String]                      $rack                             = undef,
  Optional[Array[String]]               $additional_jvm_opts              = undef,
  Optional[Array[String]]               $extra_classpath                  = undef,
  Optional[Stdlib::Host]                $logstash_host                    = undef,
  Optional[Stdlib::Port]                $logstash_port                    = undef,
  Optional[Boolean]                     $start_rpc                        = undef,
  Optional[String]                      $super_username                   = undef,
  Optional[String]                      $super_password                   = undef,
  Boolean                               $tls_use_pki                      = false,
  Boolean                               $tls_use_pki_truststore           = false,
  Boolean                               $tls_use_pki_keep_old_ca          = false,
  Optional[String]                      $tls_keystore_password            = undef,
  Stdlib::Unixpath                      $config_directory                 = "/etc/cassandra-${title}",
  String                                $service_name                     = "cassandra-${title}",
  String                                $tls_hostname                     = "${facts['networking']['hostname']}-${title}",
  Stdlib::Unixpath                      $pid_file                         = "/var/run/cassandra/cassandra-${title}.pid",
  String                                $instance_id                      = "${facts['networking']['hostname']}-${title}",
  Optional[Stdlib::Port]                $jmx_port                         = undef,
  Stdlib::Unixpath                      $data_directory_base              = "/srv/cassandra-${title}",
  Array[String]                         $data_directories                 = ['data'],
  Array[Stdlib::Unixpath]               $data_file_directories            = [],
  Stdlib::Unixpath                      $commitlog_directory              = "/srv/cassandra-${title}/commitlog",
  Stdlib::Unixpath                      $hints_directory                  = "/srv/cassandra-${title}/data/hints",
  Stdlib::Unixpath                      $heapdump_directory               = "/srv/cassandra-${title}",
  Stdlib::Unixpath                      $saved_caches_directory           = "/srv/cassandra-${title}/saved_caches",
  Array[String]                         $users                            = [],
  Hash[String, String]                  $cassandra_passwords              = {},
  Stdlib::Unixpath                      $nodetool_path                    = "/usr/local/bin/nodetool-${title}",
  Integer                               $num_tokens                       = 256,
  Boolean                               $authenticator                    = true,
  Boolean                               $authorizor                       = true,
  Integer                               $permissions_validity_in_ms       = 2000,
  Enum['stop', 'best_effort', 'ignore'] $disk_failure_policy              = 'stop',
  Integer                               $row_cache_size_in_mb             = 200,
  Integer                               $concurrent_reads                 = 32,
  Integer                               $concurrent_writes                = 32,
  Integer                               $concurrent_counter_writes        = 32,
  Boolean                               $trickle_fsync                    = true,
  Integer                               $trickle_fsync_interval_in_kb     = 30240,
  Stdlib::Port                          $storage_port                     = 7000,
  Optional[Stdlib::IP::Address]         $broadcast_address                = undef,
  Boolean                               $start_native_transport           = true,
  Optional[Stdlib::IP::Address]         $rpc_address                      = undef,
  Stdlib::Port                          $rpc_port                         = 9160,
  Enum['hsha', 'sync', 'async']         $rpc_server_type                  = 'sync',
  Boolean                               $incremental_backups              = false,
  Boolean                               $snapshot_before_compaction       = false,
  Boolean                               $auto_snapshot                    = true,
  Integer                               $compaction_throughput_mb_per_sec = 16,
  Integer                               $concurrent_compactors            = 1,
  Integer                               $streaming_socket_timeout_in_ms   = 0,
  String                                $endpoint_snitch                  = 'GossipingPropertyFileSnitch',
  Enum['all', 'dc', 'none']             $internode_compression            = 'all',
  Optional[String]                      $max_heap_size                    = undef,
  Optional[String]                      $heap_newsize                     = undef,
  Integer                               $key_cache_size_in_mb             = 400,
  Enum['all', 'dc', 'none']             $internode_encryption             = 'none',
  Boolean                               $server_encryption_optional       = false,
  Boolean                               $client_encryption_enabled        = false,
  Boolean                               $client_encryption_optional       = false,
  Boolean                               $auto_bootstrap                   = true,
  Boolean                               $monitor_enabled                  = true,
  Boolean                               $auto_apply_grants                = false,
  Boolean                               $legacy_ssl_storage_port_enabled  = false,
) {
  include cassandra::server

  $address = $listen_address.lest || { $facts['networking']['ip'] }
  $client_address = $rpc_address.lest || { $address }
  $cql_port = $native_transport_port.lest || { 9042 }
  $known_nodes = $seeds.lest || { [$address] }
  # Of accounts: with one copy, a node that comes after the first may take their place and have none.
  $copies = $known_nodes.length ? {
    1       => undef,
    default => min($known_nodes.length, 3),
  }
  $data_centre = $dc.lest || { 'datacenter1' }
  $rack_name = $rack.lest || { 'rack1' }
  $own_jvm_options = $additional_jvm_opts.lest || { [] }
  $own_classpath = $extra_classpath.lest || { [] }
  $jmx = $jmx_port ? {
    undef   => 7189 + Integer(inline_template('<%= @title.ord - 97 %>')),
    default => $jmx_port,
  }
  $table_directories = $data_file_directories ? {
    []      => $data_directories.map |$directory| { "${data_directory_base}/${directory}" },
    default => $data_file_directories,
  }

  $keystores = {
    'keystore'            => "${config_directory}/tls/server.key",
    'keystore_password'   => $tls_keystore_password,
    'truststore'          => "${config_directory}/tls/server.trust",
    'truststore_password' => $tls_keystore_password,
  }

  # Names of Cassandra 5.0, where those of the parameters are older.
  $settings = {
    'cluster_name'               => $cluster_name.lest || { 'Test Cluster' },
    'num_tokens'                 => $num_tokens,
    'partitioner'                => 'org.apache.cassandra.dht.Murmur3Partitioner',
    'endpoint_snitch'            => $endpoint_snitch,
    'auto_bootstrap'             => $auto_bootstrap,
    'seed_provider'              => [{
        'class_name' => 'org.apache.cassandra.locator.SimpleSeedProvider',
        'parameters' => [{ 'seeds' => $known_nodes.join(',') }],
    }],
    'listen_address'             => $address,
    'broadcast_address'          => $broadcast_address,
    'storage_port'               => $storage_port,
    'default_keyspace_rf'        => $copies,
    'start_native_transport'     => $start_native_transport,
    'rpc_address'                => $client_address,
    'native_transport_port'      => $cql_port,
    'internode_compression'      => $internode_compression,
    'authenticator'              => $authenticator ? { true => 'PasswordAuthenticator', default => 'AllowAllAuthenticator' },
    'authorizer'                 => $authorizor ? { true => 'CassandraAuthorizer', default => 'AllowAllAuthorizer' },
    'permissions_validity'       => "${permissions_validity_in_ms}ms",
    'data_file_directories'      => $table_directories,
    'commitlog_directory'        => $commitlog_directory,
    'hints_directory'            => $hints_directory,
    'saved_caches_directory'     => $saved_caches_directory,
    'commitlog_sync'             => 'periodic',
    'commitlog_sync_period'      => '10000ms',
    'disk_failure_policy'        => $disk_failure_policy,
    'trickle_fsync'              => $trickle_fsync,
    'trickle_fsync_interval'     => "${trickle_fsync_interval_in_kb}KiB",
    'key_cache_size'             => "${key_cache_size_in_mb}MiB",
    'row_cache_size'             => "${row_cache_size_in_mb}MiB",
    'concurrent_reads'           => $concurrent_reads,
    'concurrent_writes'          => $concurrent_writes,
    'concurrent_counter_writes'  => $concurrent_counter_writes,
    'concurrent_compactors'      => $concurrent_compactors,
    'compaction_throughput'      => "${compaction_throughput_mb_per_sec}MiB/s",
    'incremental_backups'        => $incremental_backups,
    'snapshot_before_compaction' => $snapshot_before_compaction,
    'auto_snapshot'              => $auto_snapshot,
    'server_encryption_options'  => {
      'internode_encryption'            => $internode_encryption,
      'optional'                        => $server_encryption_optional,
      'legacy_ssl_storage_port_enabled' => $legacy_ssl_storage_port_enabled,
    } + ($internode_encryption ? { 'none' => {}, default => $keystores }),
    'client_encryption_options'  => {
      'enabled'  => $client_encryption_enabled,
      'optional' => $client_encryption_optional,
    } + ($client_encryption_enabled ? { true => $keystores, default => {} }),
  }

  $heap = $max_heap_size ? {
    undef   => [],
    default => ["-Xms${max_heap_size}", "-Xmx${max_heap_size}"],
  }
  $new = $heap_newsize ? {
    undef   => [],
    default => ["-Xmn${heap_newsize}"],
  }

  # Native libraries are unpacked here, since an instance may have a /tmp in which nothing is executed.
  $unpacked = "${data_directory_base}/tmp"

  file {
    default:
      owner => 'cassandra',
      group => 'cassandra',
      mode  => '0444',
      ;
    $config_directory:
      ensure => directory,
      owner  => 'root',
      group  => 'root',
      mode   => '0755',
      ;
    [$data_directory_base, $unpacked]:
      ensure => directory,
      mode   => '0750',
      ;
    "${config_directory}/cassandra.yaml":
      content   => to_yaml($settings.filter |$_name, $value| { $value =~ NotUndef }),
      show_diff => $tls_keystore_password =~ Undef,
      ;
    "${config_directory}/cassandra-rackdc.properties":
      content => "dc=${data_centre}\nrack=${rack_name}\n",
      ;
    "${config_directory}/logback.xml":
      content => epp('cassandra/logback.xml.epp', { 'level' => 'INFO' }),
      ;
    # Root's nodetool runs by these two.
    "${config_directory}/logback-tools.xml":
      owner   => 'root',
      group   => 'root',
      content => epp('cassandra/logback.xml.epp', { 'level' => 'WARN' }),
      ;
    "${config_directory}/jvm17-server.options":
      owner   => 'root',
      group   => 'root',
      content => file('cassandra/jvm17-server.options'),
      ;
    "${config_directory}/jvm-server.options":
      content => epp('cassandra/jvm-server.options.epp', {
          'options'  => $cassandra::server::jvm_options + $heap + $new + $own_jvm_options,
          'config'   => $config_directory,
          'data'     => $data_directory_base,
          'unpacked' => $unpacked,
          'heapdump' => $heapdump_directory,
          'pid_file' => $pid_file,
          'jmx_port' => $jmx,
      }),
      ;
    "${config_directory}/cqlshrc":
      owner   => 'root',
      group   => 'root',
      mode    => '0400',
      content => epp('cassandra/cqlshrc.epp', {
          'credentials' => "${config_directory}/credentials",
          'host'        => $client_address,
          'port'        => $cql_port,
      }),
      ;
    "${config_directory}/credentials":
      owner     => 'root',
      group     => 'root',
      mode      => '0400',
      show_diff => false,
      content   => epp('cassandra/credentials.epp', {
          'username' => $super_username.lest || { 'cassandra' },
          'password' => $super_password.lest || { 'cassandra' },
      }),
      ;
    $nodetool_path:
      owner   => 'root',
      group   => 'root',
      mode    => '0555',
      content => epp('cassandra/nodetool.epp', {
          'java'     => $cassandra::server::java,
          'jars'     => $cassandra::server::jars,
          'config'   => $config_directory,
          'jmx_port' => $jmx,
      }),
      ;
  }

  $users.each |$user| {
    $password = $cassandra_passwords[$user]
    file { "${config_directory}/user_${user}.cql":
      owner     => 'root',
      group     => 'root',
      mode      => '0400',
      show_diff => false,
      content   => template("cassandra/users/${user}.cql.erb"),
    }
  }

  # They need not lie below data_directory_base, so that folders above them may be missing.
  $written = [$table_directories, $commitlog_directory, $hints_directory, $saved_caches_directory].flatten
  $written.each |$directory| {
    exec { "install-${directory}":
      command => ['/usr/bin/install', '-d', '-o', 'cassandra', '-g', 'cassandra', '-m', '750', $directory],
      creates => $directory,
      require => File[$data_directory_base],
      before  => Systemd::Service[$service_name],
    }
  }

  systemd::service { $service_name:
    content => epp('cassandra/cassandra.service.epp', {
        'instance'  => $title,
        'java'      => $cassandra::server::java,
        'config'    => $config_directory,
        'classpath' => [$config_directory, "${cassandra::server::jars}/*", $own_classpath].flatten,
    }),
    require => [
      Class['cassandra::server'],
      File[
        $unpacked,
        "${config_directory}/cassandra.yaml",
        "${config_directory}/cassandra-rackdc.properties",
        "${config_directory}/logback.xml",
        "${config_directory}/jvm-server.options",
        "${config_directory}/jvm17-server.options"
      ],
    ],
  }
}
