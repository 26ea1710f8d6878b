require_relative '../../../../spec_helper'

describe 'profile::cassandra', type: :class do
  let(:facts) do
    {
      'os'         => { 'distro' => { 'codename' => 'bookworm' } },
      'networking' => { 'fqdn' => 'store01.example.org', 'hostname' => 'store01', 'ip' => '10.0.0.1' },
    }
  end
  let(:pre_condition) { PROFILE_JAVA }
  let(:params) do
    {
      'all_instances'      => { 'store01.example.org' => {}, 'store02.example.org' => { 'a' => {}, 'b' => {} } },
      'rack'               => 'r1',
      'cassandra_settings' => { 'cluster_name' => 'sessions', 'rack' => 'r2' },
      'allow_analytics'    => false,
    }
  end

  it 'gives the class what Hiera says, and the hosts and their instances as seeds' do
    is_expected.to compile.with_all_deps
    is_expected.to contain_class('cassandra')
      .with(cluster_name: 'sessions', rack: 'r2', instances: {}, logstash_host: 'localhost',
            seeds: %w[store01.example.org store02-a.example.org store02-b.example.org])
      .that_requires('Class[profile::java]')
  end

  context 'with a setting that the class does not know' do
    let(:params) { super().merge('cassandra_settings' => { 'clustername' => 'x' }) }

    it { is_expected.to compile.and_raise_error(/Class\[Cassandra\]: has no parameter named 'clustername'/) }
  end
end
