# frozen_string_literal: true

require 'net/http'
require 'yaml'

# Hiera data of an instance, as the ENC behind Horizon has them: a `data_hash` function for `hiera.yaml`.
#
# The answer's YAML is read strictly, without classes and aliases: one date anywhere in it fails every
# lookup. As at Wikimedia the answer's HTTP status does not matter. Errors begin with the words that
# people know from there and search for. Wikimedia's hierarchy is Puppet's global one, to whose errors Puppet
# itself adds the key; `lookup_options` is always the first.
#
# @see operations-puppet modules/cloudlib/lib/puppet/functions/cloudlib/httpyaml.rb
Puppet::Functions.create_function(:'enc::node_data') do
  # @param options Where to ask: `uri`.
  # @param context Hiera's own; not used.
  # @return [Hash] What stands under `hiera` in the answer.
  # @raise [RuntimeError] Where nobody answers, or the answer cannot be read.
  dispatch :node_data do
    param 'Struct[{ uri => String[1] }]', :options
    param 'Puppet::LookupContext', :context
  end

  def node_data(options, _context)
    answer = YAML.safe_load(fetch(URI(options['uri'])))
    raise ArgumentError, "the answer of #{options['uri']} is no node" unless node?(answer)

    answer['hiera']
  rescue StandardError, Psych::Exception => e
    raise "Lookup of key 'lookup_options' failed: cloudlib::httpyaml failed #{e.message}"
  end

  def fetch(uri)
    options = { use_ssl: uri.scheme == 'https', open_timeout: 10, read_timeout: 30 }
    Net::HTTP.start(uri.host, uri.port, options) { |http| http.get(uri.request_uri) }.body
  end

  def node?(answer)
    answer.is_a?(Hash) && answer['hiera'].is_a?(Hash)
  end
end
