require_relative '../../../../spec_helper'

describe 'profile::java', type: :class do
  let(:facts) { { 'os' => { 'distro' => { 'codename' => codename } } } }
  let(:codename) { 'bookworm' }
  let(:params) do
    { 'java_packages' => [], 'extra_args' => {}, 'hardened_tls' => false, 'egd_source' => '/dev/random',
      'trust_puppet_ca' => false, 'enable_dbg' => false }
  end

  it('installs the JDK of the distribution') { is_expected.to contain_package('openjdk-17-jdk') }

  context 'with a list' do
    let(:params) { super().merge('java_packages' => [{ 'version' => '11', 'variant' => 'jre-headless' }]) }

    it { is_expected.to compile.with_all_deps }
    it { is_expected.to contain_package('openjdk-11-jre-headless') }
    it { is_expected.not_to contain_package('openjdk-17-jdk') }
  end

  context 'with debug symbols' do
    let(:params) { super().merge('enable_dbg' => true) }

    it { is_expected.to contain_package('openjdk-17-dbg') }
  end

  context 'on a distribution that it does not know' do
    let(:codename) { 'stretch' }

    it { is_expected.to compile.and_raise_error(/profile doesn't support stretch/) }
  end
end
