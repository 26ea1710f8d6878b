require_relative '../../../../spec_helper'

describe 'cassandra', type: :class do
  let(:facts) { { 'networking' => { 'hostname' => 'store01', 'ip' => '10.0.0.1' } } }

  it 'makes one instance with the names of a package' do
    is_expected.to compile.with_all_deps
    is_expected.to contain_cassandra__instance('default')
      .with(config_directory: '/etc/cassandra', service_name: 'cassandra', jmx_port: 7199,
            data_directory_base: '/var/lib/cassandra', seeds: ['10.0.0.1'], dc: 'datacenter1')
    is_expected.to contain_service('cassandra').with_ensure('running')
  end

  context 'with instances' do
    let(:params) do
      {
        'instances'               => { 'a' => { 'listen_address' => '10.0.0.2' }, 'b' => {} },
        'default_instance_params' => { 'num_tokens' => 16, 'listen_address' => '10.0.0.3' },
      }
    end

    it 'stops the one without a name, and lets their own parameters win' do
      is_expected.to compile.with_all_deps
      is_expected.to contain_service('cassandra').with_ensure('stopped')
      is_expected.to contain_cassandra__instance('a').with(num_tokens: 16, listen_address: '10.0.0.2')
      is_expected.to contain_cassandra__instance('b').with(num_tokens: 16, listen_address: '10.0.0.3')
    end
  end
end

describe 'cassandra::server', type: :class do
  it { is_expected.to compile.with_all_deps }
  it { is_expected.to contain_user('cassandra').with(system: true, gid: 'cassandra') }
end
