require_relative '../../../../../spec_helper'

describe 'profile::docker::runner', type: :class do
  context 'with two services' do
    let(:params) do
      { 'service_defs' => { 'a' => { 'port' => 8190, 'version' => 'v1' }, 'b' => { 'port' => 8191, 'version' => 'v2' } } }
    end

    it 'runs both on an engine' do
      is_expected.to compile.with_all_deps
      is_expected.to contain_service__docker('a').with(port: 8190, version: 'v1').that_requires('Class[profile::docker::engine]')
      is_expected.to contain_service__docker('b').with(port: 8191, version: 'v2')
    end
  end

  context 'without a service' do
    let(:params) { { 'service_defs' => {} } }

    it { is_expected.to compile.with_all_deps }
    it { is_expected.to have_service__docker_resource_count(0) }
  end

  context 'with a parameter that service::docker has not' do
    let(:params) { { 'service_defs' => { 'a' => { 'port' => 8190, 'version' => 'v1', 'bogus' => 1 } } } }

    it { is_expected.to compile.and_raise_error(/Service::Docker\[a\]: has no parameter named 'bogus'/) }
  end

  context 'where nothing says which services' do
    it { is_expected.to compile.and_raise_error(/did not find a value for the name 'profile::docker::runner::service_defs'/) }
  end
end
