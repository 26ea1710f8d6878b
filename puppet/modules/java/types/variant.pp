# @summary Which part of OpenJDK.
type Java::Variant = Enum['jre', 'jre-headless', 'jdk', 'jdk-headless']
