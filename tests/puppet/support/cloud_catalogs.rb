# Compiles catalogs by the whole of puppet/, as puppetserver does: the external-nodes script names the classes,
# and the data function asks the ENC. Arguments: a folder to work in, the environment, the script with its words.
# JSON lines in, one answer out for each:
# {"certname", "ip", "facts", "keys"} gives {"resources", "data"}, or {"error": Puppet's words}.
require "fileutils"
require "json"
require_relative "../../support/puppet_resources"

FOLDER, SOURCE, EXTERNAL_NODES = ARGV
ENVIRONMENTS = File.join(FOLDER, "environments")
FileUtils.mkdir_p(ENVIRONMENTS)
FileUtils.ln_s(SOURCE, File.join(ENVIRONMENTS, "production"))

initialize_puppet(FOLDER, ENVIRONMENTS)
Puppet[:node_terminus] = "exec"
Puppet[:external_nodes] = EXTERNAL_NODES
Puppet.push_context(Puppet.base_context(Puppet.settings))

def facts_of(certname, address)
  hostname, domain = certname.split(".", 2)
  networking = { "fqdn" => certname, "hostname" => hostname, "domain" => domain, "ip" => address }
  os = { "family" => "Debian", "name" => "Debian", "distro" => { "codename" => "bookworm" } }
  # Puppet 7 has the old names as well.
  { "networking" => networking, "os" => os, "fqdn" => certname, "hostname" => hostname, "ipaddress" => address }
end

def compile(certname, address, more_facts, keys)
  environment = Puppet.lookup(:environments).get!(:production)
  facts = Puppet::Node::Facts.new(certname, facts_of(certname, address).merge(more_facts))
  node = Puppet::Node.indirection.find(certname, environment: environment, facts: facts)
  node.environment = environment
  node.trusted_data = { "certname" => certname, "authenticated" => "remote" }
  Puppet.override(current_environment: environment) do
    compiler = Puppet::Parser::Compiler.new(node)
    catalog = compiler.compile
    # An agent refuses some that the compiler lets pass.
    catalog.to_ral
    data = keys.to_h { |key| [key, compiler.topscope.call_function("lookup", [key, { "default_value" => nil }])] }
    { resources: catalog.resources.map { |resource| described(resource) }, data: data }
  end
end

$stdin.each_line do |line|
  puts JSON.generate(compile(*JSON.parse(line).fetch_values("certname", "ip", "facts", "keys")))
rescue StandardError => error
  puts JSON.generate(error: error.message)
end
