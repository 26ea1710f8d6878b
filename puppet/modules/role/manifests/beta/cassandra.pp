# @summary A host of beta that runs Cassandra.
class role::beta::cassandra {
  include profile::cassandra
}
