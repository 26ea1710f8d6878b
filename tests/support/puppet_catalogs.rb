# Compiles catalogs with Puppet's own compiler and looks at them as an agent does: JSON lines in, one answer
# out for each. Arguments: a folder to work in, and the module path.
# {"answer": the ENC's text, "roles": […]} gives {"resources": […]}, or {"error": Puppet's words}.
require "fileutils"
require "json"
require_relative "puppet_resources"

FOLDER, MODULES = ARGV
ANSWER = File.join(FOLDER, "answer.yaml")
ENVIRONMENT = File.join(FOLDER, "environments", "production")
NODE = "changes01.deployment-prep.eqiad1.wikimedia.cloud"

FileUtils.mkdir_p(File.join(ENVIRONMENT, "manifests"))
File.write(File.join(ENVIRONMENT, "environment.conf"), "modulepath = #{MODULES}\n")
File.write(File.join(ENVIRONMENT, "hiera.yaml"), <<~HIERA)
  version: 5
  hierarchy:
    - name: ENC
      data_hash: given::data
      path: #{ANSWER}
HIERA

initialize_puppet(FOLDER, File.join(FOLDER, "environments"))
Puppet.push_context(Puppet.base_context(Puppet.settings))

def compile(answer, roles)
  File.write(ANSWER, answer)
  environment = Puppet.lookup(:environments).get!(:production)
  facts = Puppet::Node::Facts.new(NODE, "networking" => { "fqdn" => NODE, "ip" => "172.16.0.7" })
  node = Puppet::Node.new(NODE, environment: environment, facts: facts, classes: roles)
  node.merge(facts.values)
  catalog = Puppet.override(current_environment: environment) { Puppet::Parser::Compiler.compile(node) }
  # An agent refuses some that the compiler lets pass.
  catalog.to_ral
  catalog
end

$stdin.each_line do |line|
  catalog = compile(*JSON.parse(line).fetch_values("answer", "roles"))
  puts JSON.generate(resources: catalog.resources.map { |resource| described(resource) })
rescue StandardError => error
  puts JSON.generate(error: error.message)
end
