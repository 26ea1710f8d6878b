# What the specs of every module start from: the project's modules and Debian's stdlib, and no Hiera data.
require 'rspec-puppet'

RSpec.configure do |c|
  c.module_path = [File.join(__dir__, 'modules'), '/usr/share/puppet/modules'].join(File::PATH_SEPARATOR)
  c.strict_variables = true
end

# Declares profile::java, whose parameters have no default but in Hiera.
PROFILE_JAVA = <<~MANIFEST
  class { 'profile::java':
    java_packages   => [],
    extra_args      => {},
    hardened_tls    => false,
    egd_source      => '/dev/random',
    trust_puppet_ca => false,
    enable_dbg      => false,
  }
MANIFEST
