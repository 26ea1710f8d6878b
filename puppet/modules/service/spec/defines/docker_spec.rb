require_relative '../../../../spec_helper'

describe 'service::docker', type: :define do
  let(:title) { 'kask' }
  let(:params) { { 'port' => 8080, 'version' => 'v1' } }
  let(:image) { 'docker-registry.wikimedia.org/kask:v1' }
  let(:unit) { catalogue.resource('file', '/lib/systemd/system/kask.service')[:content] }
  let(:start) { unit[/^ExecStart=(.*)$/, 1] }

  it 'writes what the service reads, and lets a change restart it' do
    is_expected.to compile.with_all_deps
    is_expected.to contain_file('/etc/kask')
      .with(ensure: 'directory', owner: 'root', group: 'root', mode: '0755', force: true)
    is_expected.to contain_file('/etc/kask/config.yaml')
      .with(content: "--- {}\n", owner: 'root', group: 'root', mode: '0444')
      .that_notifies('Service[kask]')
    is_expected.to contain_file('/etc/kask/env')
      .with(content: '', owner: 'root', group: 'root', mode: '0440', show_diff: false)
      .that_notifies('Service[kask]')
    is_expected.to contain_service('kask').with(ensure: 'running', enable: true)
  end

  it 'asks the registry at each run, and fails none where it is away' do
    is_expected.to contain_exec("docker pull of #{image} for kask")
      .with(command: '/usr/bin/true', unless: "/usr/bin/docker pull '#{image}' | grep -q 'up to date'")
      .that_notifies('Service[kask]')
  end

  it 'starts a container that is named like the unit' do
    expect(start).to eq(
      '/usr/bin/docker run --rm=true --env-file /etc/kask/env -p 8080:8080 ' \
      "-v /etc/kask/:/etc/kask --name %n #{image}",
    )
    expect(unit).not_to include('docker pull')
  end

  {
    { 'namespace' => 'wikimedia' } => 'docker-registry.wikimedia.org/wikimedia/kask:v1',
    { 'namespace' => '' } => 'docker-registry.wikimedia.org//kask:v1',
    { 'image_name' => 'changes' } => 'docker-registry.wikimedia.org/changes:v1',
    { 'override_cmd' => '-c /x' } => '--name %n docker-registry.wikimedia.org/kask:v1 -c /x',
    { 'runtime' => 'runsc' } => 'docker run --rm=true --runtime runsc --env-file',
    { 'host_network' => true } => '/env --network host -v',
    { 'volume' => true } => '-v kask:/etc/kask --name',
    { 'bind_mounts' => { '/srv/a' => '/a', '/srv/b' => '/b' } } => '-v /etc/kask/:/etc/kask -v /srv/a:/a -v /srv/b:/b --name',
  }.each do |given, words|
    context "with #{given}" do
      let(:params) { super().merge(given) }

      it { is_expected.to compile.with_all_deps }
      it("has #{words}") { expect(start).to include(words) }
    end
  end

  context 'with the tag latest' do
    let(:params) { super().merge('version' => 'latest') }

    it 'pulls at each start, and fails the start with the pull' do
      expect(unit).to include("\nExecStartPre=/usr/bin/docker pull docker-registry.wikimedia.org/kask:latest\nExecStart=")
    end
  end

  context 'with an environment' do
    let(:params) { super().merge('environment' => { 'B' => 'a b', 'A' => 1 }) }

    it { is_expected.to contain_file('/etc/kask/env').with_content("B=a b\nA=1\n") }
  end

  context 'with a volume' do
    let(:params) { super().merge('volume' => true, 'config' => { 'a' => 1 }) }

    it { is_expected.not_to contain_file('/etc/kask/config.yaml') }
  end

  context 'where it is to be gone' do
    let(:params) { super().merge('ensure' => 'absent') }

    it 'takes everything away' do
      is_expected.to compile.with_all_deps
      %w[/etc/kask /etc/kask/config.yaml /etc/kask/env /lib/systemd/system/kask.service].each do |path|
        is_expected.to contain_file(path).with_ensure('absent')
      end
      is_expected.to contain_service('kask').with(ensure: 'stopped', enable: false)
    end
  end

  {
    { 'port' => 80 } => "parameter 'port' expects a Stdlib::Port::User = Integer[1024, 49151] value, got Integer[80, 80]",
    { 'version' => 1.1 } => "parameter 'version' expects a String value, got Float",
    { 'ensure' => 'running' } =>
      "parameter 'ensure' expects a match for Wmflib::Ensure = Enum['absent', 'present'], got 'running'",
    { 'environment' => [] } => "parameter 'environment' expects a Hash value, got Array",
    { 'volume' => 'true' } => "parameter 'volume' expects a Boolean value, got String",
    { 'bind_mounts' => { 'srv/x' => '/x' } } => "parameter 'bind_mounts' key of entry 'srv/x' expects a match for Stdlib::Unixpath",
    { 'bogus' => 1 } => "has no parameter named 'bogus'",
  }.each do |given, words|
    context "with #{given}" do
      let(:params) { super().merge(given) }

      it("says: #{words}") { is_expected.to compile.and_raise_error(/#{Regexp.escape(words)}/) }
    end
  end
end
