# What tests that compile catalogs share: Puppet in a folder of its own, and resources as JSON shows them.
require "puppet"

# Settings come first, since Puppet reads them once.
def initialize_puppet(folder, environments)
  names = %w[confdir codedir vardir rundir logdir publicdir]
  folders = names.flat_map { |name| ["--#{name}", File.join(folder, name)] }
  Puppet.initialize_settings([*folders, "--environmentpath", environments])
end

def described(resource)
  { type: resource.type, title: resource.title, parameters: resource.to_hash.transform_values { |value| plain(value) } }
end

def plain(value)
  case value
  when Array then value.map { |item| plain(item) }
  when String, Numeric, true, false, nil then value
  else value.to_s
  end
end
