# @summary The server that all instances of a host run: Cassandra 5.0, from the jars of Maven Central.
#
# The jars are those of `org.apache.cassandra:cassandra-all` with its dependencies. Puppet does not bring them.
# Set the parameters in Hiera, such as `cassandra::server::jars`.
#
# @example Jars elsewhere, and a smaller heap
#   cassandra::server::jars: /opt/cassandra
#   cassandra::server::jvm_options: [-Xmx384m, -XX:+UseSerialGC]
#
# @param jars
#   The folder of the jars.
# @param java
#   The program that runs them: Java 17.
# @param jvm_options
#   What Java is told for every instance. An instance's `max_heap_size` and `additional_jvm_opts` come after it
#   and win; without a heap size Java takes a quarter of the memory at most.
class cassandra::server (
  Stdlib::Unixpath $jars        = '/usr/share/cassandra/lib',
  Stdlib::Unixpath $java        = '/usr/bin/java',
  Array[String]    $jvm_options = ['-XX:+UseG1GC'],
) {
  group { 'cassandra':
    ensure => present,
    system => true,
  }

  user { 'cassandra':
    ensure => present,
    system => true,
    gid    => 'cassandra',
    home   => '/var/lib/cassandra',
    shell  => '/usr/sbin/nologin',
  }
}
