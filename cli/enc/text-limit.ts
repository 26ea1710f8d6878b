/**
 * What MariaDB's TEXT column holds of one prefix's Hiera text, in bytes of UTF-8.
 * @see operations-puppet/modules/openstack/files/puppet/master/encapi/schema.sql, hieraassignment
 */
export const textLimitBytes = 65_535;
