require_relative '../../../../spec_helper'

describe 'docker', type: :class do
  let(:pre_condition) { "class { 'docker::configuration': settings => { 'storage-driver' => 'vfs' } }" }

  it 'writes what the engine reads before the engine is installed' do
    is_expected.to compile.with_all_deps
    is_expected.to contain_file('/etc/docker')
      .with(ensure: 'directory', owner: 'root', group: 'root', mode: '0700')
    is_expected.to contain_file('/etc/docker/daemon.json')
      .with(content: %({\n  "storage-driver": "vfs"\n}\n), owner: 'root', group: 'root', mode: '0440')
    %w[docker.io apparmor].each do |name|
      is_expected.to contain_package(name).that_requires('Class[docker::configuration]')
    end
  end

  context 'with the package of others' do
    let(:params) { { 'package_name' => 'docker-ce' } }

    it { is_expected.to contain_package('docker-ce') }
    it { is_expected.not_to contain_package('docker.io') }
  end
end
