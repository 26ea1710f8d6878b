# Answers how Psych loads a text: one JSON request per line in, one answer per line out.
require "json"
require "yaml"
require "set"

def encode(value)
  case value
  when nil, true, false then value
  when Integer then { "int" => value.to_s }
  when Float then { "float" => value.nan? ? "nan" : [value].pack("G").unpack1("H*") }
  when Symbol then { "symbol" => value.to_s }
  when Hash then { "map" => value.map { |key, item| [encode(key), encode(item)] } }
  when Array then value.map { |item| encode(item) }
  when String
    value.encoding == Encoding::BINARY ? { "binary" => [value].pack("m0") } : value
  else { "other" => value.class.name }
  end
end

$stdout.sync = true
$stdin.each_line do |line|
  request = JSON.parse(line)
  begin
    permitted = request["symbols"] ? [Symbol] : []
    value = YAML.safe_load(request["text"], permitted_classes: permitted, aliases: request["aliases"])
    reply = { "ok" => true, "value" => encode(value) }
  rescue StandardError, SystemStackError => error
    reply = { "ok" => false, "message" => "#{error.class}: #{error.message}" }
  end
  puts JSON.generate(reply, max_nesting: 0, ascii_only: true)
end
