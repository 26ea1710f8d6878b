require_relative '../../../../spec_helper'

describe 'systemd::service', type: :define do
  let(:title) { 'sleeper' }
  let(:params) { { 'content' => "[Service]\n" } }
  let(:unit) { '/lib/systemd/system/sleeper.service' }
  let(:reload) { 'systemd daemon-reload for sleeper.service (sleeper)' }

  it 'writes the unit, reloads systemd and starts the service, in this order' do
    is_expected.to compile.with_all_deps
    is_expected.to contain_file(unit)
      .with(ensure: 'present', content: "[Service]\n", owner: 'root', group: 'root', mode: '0444')
      .that_notifies("Exec[#{reload}]")
    is_expected.to contain_exec(reload)
      .with(command: '/bin/systemctl daemon-reload', refreshonly: true)
      .that_comes_before('Service[sleeper]')
    is_expected.to contain_service('sleeper').with(ensure: 'running', enable: true)
  end

  it 'restarts nothing that runs' do
    is_expected.not_to contain_exec(reload).that_notifies('Service[sleeper]')
  end

  context 'where a changed text is to restart it' do
    let(:params) { super().merge('restart' => true) }

    it { is_expected.to contain_exec(reload).that_notifies('Service[sleeper]') }
  end

  context 'where the title says of which type the unit is' do
    let(:title) { 'sleeper.timer' }

    it { is_expected.to contain_file('/lib/systemd/system/sleeper.timer') }
  end

  context 'where it is to be gone' do
    let(:params) { super().merge('ensure' => 'absent') }

    it 'stops the service before systemd forgets its unit' do
      is_expected.to compile.with_all_deps
      is_expected.to contain_file(unit).with_ensure('absent')
      is_expected.to contain_service('sleeper')
        .with(ensure: 'stopped', enable: false)
        .that_comes_before("Exec[#{reload}]")
    end
  end
end

describe 'systemd::unit', type: :define do
  let(:title) { 'sleeper' }
  let(:params) { { 'content' => '' } }

  it('is private') { is_expected.to compile.and_raise_error(/is private/) }
end
