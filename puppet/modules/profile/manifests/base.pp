# @summary What other profiles ask of the base of an instance.
#
# Of Wikimedia's base profile only this: whatever else it sets up is that of every host there.
#
# @param overlayfs
#   Whether the kernel may mount overlay file systems, as it may on every instance of eqiad1.
class profile::base (
  Boolean $overlayfs = lookup('profile::base::overlayfs', { 'default_value' => true }),
) {
}
