# What an instance's name says of where it is: HOST.PROJECT.DEPLOYMENT.wikimedia.cloud.
# Hiera and the modules read these names as they do at Wikimedia.
$realm = 'labs'
$wmcs_project = $trusted['certname'].split('[.]')[1]
$wmcs_deployment = $trusted['certname'].split('[.]')[2]

# The old name of the project, which live Hiera texts still have.
$labsproject = $wmcs_project

# A fact of this name puts an instance into another data centre than its name says.
unless 'site' in $facts {
  $site = $wmcs_deployment ? {
    /\Acodfw/ => 'codfw',
    default   => 'eqiad',
  }
}
