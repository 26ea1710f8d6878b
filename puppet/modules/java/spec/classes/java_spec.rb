require_relative '../../../../spec_helper'

describe 'java', type: :class do
  let(:params) { { 'java_packages' => [{ 'version' => '17', 'variant' => 'jre-headless' }] } }

  it { is_expected.to compile.with_all_deps }
  it { is_expected.to contain_package('openjdk-17-jre-headless').with_ensure('present') }

  context 'with a number for a release' do
    let(:params) { { 'java_packages' => [{ 'version' => 17, 'variant' => 'jdk' }] } }

    it { is_expected.to compile.and_raise_error(/parameter 'java_packages' index 0 entry 'version'/) }
  end
end
