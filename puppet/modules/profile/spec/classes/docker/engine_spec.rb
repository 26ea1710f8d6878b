require_relative '../../../../../spec_helper'

describe 'profile::docker::engine', type: :class do
  let(:daemon) { JSON.parse(catalogue.resource('file', '/etc/docker/daemon.json')[:content]) }

  it 'runs the engine of Debian with overlay2' do
    is_expected.to compile.with_all_deps
    is_expected.to contain_package('docker.io')
    is_expected.to contain_service('docker').with(ensure: 'running').that_requires('Class[docker]')
    expect(daemon).to eq('storage-driver' => 'overlay2')
  end

  context 'with settings' do
    let(:params) { { 'settings' => { 'log-driver' => 'journald' } } }

    it('adds the storage driver') do
      expect(daemon).to eq('log-driver' => 'journald', 'storage-driver' => 'overlay2')
    end
  end

  context 'with a storage driver' do
    let(:params) { { 'settings' => { 'storage-driver' => 'vfs' } } }

    it('keeps it') { expect(daemon).to eq('storage-driver' => 'vfs') }
  end

  context 'with a package, and a service that others keep running' do
    let(:params) { { 'packagename' => 'docker-ce', 'declare_service' => false } }

    it { is_expected.to contain_package('docker-ce') }
    it { is_expected.not_to contain_service('docker') }
  end

  context 'where the kernel may not mount overlay file systems' do
    let(:pre_condition) { "class { 'profile::base': overlayfs => false }" }

    it 'says what to do' do
      message = 'Please ensure you declare profile::base::overlayfs: true in hiera.'
      is_expected.to compile.and_raise_error(/#{Regexp.escape(message)}/)
    end

    context 'with a storage driver that needs none' do
      let(:params) { { 'settings' => { 'storage-driver' => 'vfs' } } }

      it { is_expected.to compile.with_all_deps }
    end
  end

  { 'settings' => ['a'], 'packagename' => 20.10, 'declare_service' => 'false' }.each do |name, value|
    context "with #{value.inspect} for #{name}" do
      let(:params) { { name => value } }

      it { is_expected.to compile.and_raise_error(/parameter '#{name}' expects a value of type|parameter '#{name}' expects a/) }
    end
  end
end
