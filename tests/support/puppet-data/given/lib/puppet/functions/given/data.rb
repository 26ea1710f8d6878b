# Hiera data of one answer of the ENC, read as strictly as a puppetserver of Wikimedia's cloud reads it.
Puppet::Functions.create_function(:'given::data') do
  dispatch :data do
    param 'Struct[{path => String[1]}]', :options
    param 'Puppet::LookupContext', :context
  end

  def data(options, _context)
    YAML.safe_load(File.read(options['path'])).fetch('hiera')
  end
end
