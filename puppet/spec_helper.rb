# What the specs of every module start from: the project's modules and Debian's stdlib, and no Hiera data.
require 'rspec-puppet'

RSpec.configure do |c|
  c.module_path = [File.join(__dir__, 'modules'), '/usr/share/puppet/modules'].join(File::PATH_SEPARATOR)
  c.strict_variables = true
end
