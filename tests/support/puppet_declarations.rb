# Answers what Puppet's own parser finds in manifests: a JSON array of texts in, one JSON line per text out.
require "json"
require "puppet"

LOOKUPS = %w[lookup hiera hiera_array hiera_hash hiera_include].freeze
INCLUDES = %w[include contain require].freeze
M = Puppet::Pops::Model

def source(node)
  node.locator.extract_text(node.offset, node.length)
end

def parameters(definition)
  definition.parameters.map do |parameter|
    type = parameter.type_expr && source(parameter.type_expr)
    { "name" => parameter.name, "type" => type, "default" => !parameter.value.nil? }
  end
end

def literals(node)
  case node
  when M::LiteralString, M::QualifiedName then [node.value]
  when M::LiteralList then node.values.flat_map { |value| literals(value) }
  when M::LiteralHash
    node.entries.select { |entry| literals(entry.key) == ["name"] }.flat_map { |entry| literals(entry.value) }
  else []
  end
end

def function(node)
  node.functor_expr.value if node.is_a?(M::CallNamedFunctionExpression) && node.functor_expr.is_a?(M::QualifiedName)
end

# Keys; of one that is filled in later what it begins with.
def keys(node)
  return literals(node) unless node.is_a?(M::ConcatenatedString)
  first = node.segments.first
  first.is_a?(M::LiteralString) ? ["#{first.value}*"] : []
end

def looked_up(node)
  name = function(node)
  return [] unless name
  return keys(node.arguments.first) if LOOKUPS.include?(name)
  return [] unless name == "call_function" && LOOKUPS.include?(literals(node.arguments.first).first)
  keys(node.arguments[1]).first(1)
end

def included(body)
  statements = body.is_a?(M::BlockExpression) ? body.statements : [body]
  names = statements.flat_map { |node| chained(node) }.flat_map do |node|
    if INCLUDES.include?(function(node)) then node.arguments.flat_map { |argument| literals(argument) }
    elsif node.is_a?(M::ResourceExpression) && literals(node.type_name) == ["class"]
      node.bodies.select { |each| each.operations.empty? }.flat_map { |each| literals(each.title) }
    else []
    end
  end
  names.map { |name| name.delete_prefix("::").downcase }
end

# The parts of `a -> b -> c`.
def chained(node)
  node.is_a?(M::RelationshipExpression) ? chained(node.left_expr) + chained(node.right_expr) : [node]
end

def class_of(definition)
  { "name" => definition.name, "line" => definition.line, "inherits" => definition.parent_class,
    "parameters" => parameters(definition), "includes" => included(definition.body) }
end

def define_of(definition)
  { "name" => definition.name, "line" => definition.line, "parameters" => parameters(definition) }
end

def alias_of(definition)
  # The parser does not keep where the type ends, so that it is told as the tree it was read as.
  { "name" => definition.name, "tree" => M::ModelTreeDumper.new.dump(definition.type_expr) }
end

def answer(text)
  program = Puppet::Pops::Parser::Parser.new.parse_string(text).model
  by_kind = program.definitions.group_by(&:class)
  lookups = []
  program._pcore_all_contents([]) { |node| lookups.concat(looked_up(node)) }
  { "classes" => (by_kind[M::HostClassDefinition] || []).map { |each| class_of(each) },
    "defines" => (by_kind[M::ResourceTypeDefinition] || []).map { |each| define_of(each) },
    "aliases" => (by_kind[M::TypeAlias] || []).map { |each| alias_of(each) },
    "lookups" => lookups.uniq }
rescue Puppet::ParseError, RegexpError => error
  { "error" => error.message }
end

JSON.parse($stdin.read).each { |text| puts JSON.generate(answer(text)) }
