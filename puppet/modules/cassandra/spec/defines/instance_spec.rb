require_relative '../../../../spec_helper'

describe 'cassandra::instance', type: :define do
  let(:facts) { { 'networking' => { 'hostname' => 'store01', 'ip' => '10.0.0.1' } } }
  let(:title) { 'b' }
  let(:settings) { YAML.safe_load(catalogue.resource('file', '/etc/cassandra-b/cassandra.yaml')[:content]) }
  let(:unit) { '/lib/systemd/system/cassandra-b.service' }

  it 'is a node on the host\'s address, which asks itself for the cluster' do
    is_expected.to compile.with_all_deps
    expect(settings).to include('listen_address' => '10.0.0.1', 'rpc_address' => '10.0.0.1', 'storage_port' => 7000)
    expect(settings['seed_provider'][0]['parameters']).to eq([{ 'seeds' => '10.0.0.1' }])
    expect(settings).not_to include('broadcast_address')
  end

  it 'has its settings and folders before it is started' do
    is_expected.to contain_file('/etc/cassandra-b/cassandra.yaml').that_comes_before('Systemd::Service[cassandra-b]')
    is_expected.to contain_exec('install-/srv/cassandra-b/data').that_comes_before('Systemd::Service[cassandra-b]')
  end

  context 'with encryption' do
    let(:params) { { 'client_encryption_enabled' => true, 'tls_keystore_password' => 'pw' } }

    it 'names the keystores, and keeps their password out of logs' do
      expect(settings['client_encryption_options'])
        .to include('enabled' => true, 'keystore' => '/etc/cassandra-b/tls/server.key', 'keystore_password' => 'pw')
      expect(settings['server_encryption_options']).not_to include('keystore')
      is_expected.to contain_file('/etc/cassandra-b/cassandra.yaml').with_show_diff(false)
    end
  end

  context 'with jars and a Java elsewhere' do
    let(:pre_condition) { "class { 'cassandra::server': jars => '/opt/jars', java => '/opt/java' }" }
    let(:params) { { 'extra_classpath' => ['/opt/more.jar'] } }

    it 'runs those' do
      classpath = '/etc/cassandra-b:/opt/jars/*:/opt/more.jar'
      is_expected.to contain_file(unit).with_content(%r{^ExecStart=/opt/java @.* -cp #{Regexp.escape(classpath)} })
    end
  end
end
