# Answers whether values are instances of Puppet types: JSON lines in, one answer per question out.
# {"aliases": {name: type}} sets the aliases and has no answer; {"type": text, "values": […]} is a question.
require "json"
require "puppet"

Puppet.initialize_settings(["--confdir", "/nonexistent", "--vardir", "/nonexistent"])
Puppet.push_context(Puppet.base_context(Puppet.settings))
ENVIRONMENT = Puppet::Node::Environment.create(:types, [])
LOADERS = Puppet::Pops::Loaders.new(ENVIRONMENT)
Puppet.push_context(current_environment: ENVIRONMENT, loaders: LOADERS)

Types = Puppet::Pops::Types
Loading = Puppet::Pops::Loader

def alias_loader(aliases)
  loader = Loading::SimpleEnvironmentLoader.new(LOADERS.static_loader, "aliases", ENVIRONMENT)
  parser = Puppet::Pops::Parser::Parser.new
  aliases.each do |name, text|
    definition = parser.parse_string("type #{name} = #{text}").model.body
    type = Types::PTypeAliasType.new(definition.name, definition.type_expr)
    loader.set_entry(Loading::TypedName.new(:type, name.downcase), type)
  end
  loader
end

def decode(value)
  case value
  when Array then value.map { |item| decode(item) }
  when Hash
    kind, content = value.first
    case kind
    when "int" then Integer(content)
    when "float" then { "NaN" => Float::NAN, "Infinity" => Float::INFINITY, "-Infinity" => -Float::INFINITY }.fetch(content) { Float(content) }
    when "symbol" then content.to_sym
    else content.to_h { |key, item| [decode(key), decode(item)] }
    end
  else value
  end
end

$stdout.sync = true
loader = alias_loader({})
$stdin.each_line do |line|
  request = JSON.parse(line, max_nesting: 0)
  if request.key?("aliases")
    loader = alias_loader(request["aliases"])
    next
  end
  begin
    type = Types::TypeParser.singleton.parse(request["type"], loader)
    values = request["values"].map { |value| decode(value) }
    verdicts = values.map { |value| type.instance?(value) ? true : false }
    reply = { "verdicts" => verdicts }
    if request["describe"]
      reply["messages"] = values.zip(verdicts).map do |value, fits|
        next if fits

        inferred = Types::TypeCalculator.singleton.infer_set(value)
        Types::TypeMismatchDescriber.singleton.describe_mismatch("value", type, inferred)
      end
    end
  rescue StandardError, SystemStackError => error
    reply = { "error" => "#{error.class}: #{error.message}" }
  end
  puts JSON.generate(reply, max_nesting: 0)
end
