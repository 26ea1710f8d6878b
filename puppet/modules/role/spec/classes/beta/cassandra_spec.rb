require_relative '../../../../../spec_helper'

describe 'role::beta::cassandra', type: :class do
  let(:facts) do
    {
      'os'         => { 'distro' => { 'codename' => 'bookworm' } },
      'networking' => { 'fqdn' => 'store01.example.org', 'hostname' => 'store01', 'ip' => '10.0.0.1' },
    }
  end
  let(:pre_condition) do
    PROFILE_JAVA + <<~MANIFEST
      class { 'profile::cassandra':
        all_instances      => { 'store01.example.org' => {} },
        rack               => 'r1',
        cassandra_settings => {},
        allow_analytics    => false,
      }
    MANIFEST
  end

  it { is_expected.to compile.with_all_deps }
  it { is_expected.to contain_class('profile::cassandra') }
end
