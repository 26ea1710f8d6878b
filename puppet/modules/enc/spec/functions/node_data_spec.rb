require_relative '../../../../spec_helper'
require 'socket'

describe 'enc::node_data', type: :puppet_function do
  # The function as Hiera calls it, with a server that gives one answer.
  def data_from(answer)
    server = TCPServer.new('127.0.0.1', 0)
    Thread.new do
      connection = server.accept
      connection.gets("\r\n\r\n")
      connection.write("HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n#{answer}")
      connection.close
    end
    context = Puppet::Pops::Lookup::Context.new('rspec', nil)
    subject.execute({ 'uri' => "http://127.0.0.1:#{server.addr[1]}/v1/p/node/n" }, context)
  ensure
    server.close
  end

  it('gives what stands under hiera, whatever the status') do
    expect(data_from("hiera: {port: 8080, name: é}\nroles: []")).to eq('port' => 8080, 'name' => 'é')
  end

  it 'refuses classes, aliases, and what is no node' do
    refusals = {
      'hiera: {day: 2024-01-01}'  => 'Tried to load unspecified class: Date',
      'hiera: {a: &x [1], b: *x}' => 'Unknown alias: x',
      'hiera: {a'                 => '(<unknown>)',
      '<h1>Oops</h1>'             => 'is no node',
      ''                          => 'is no node',
    }
    refusals.each do |answer, words|
      expect { data_from(answer) }
        .to raise_error(RuntimeError, /\ALookup of key 'lookup_options' failed: cloudlib::httpyaml failed .*#{Regexp.escape(words)}/)
    end
  end
end
