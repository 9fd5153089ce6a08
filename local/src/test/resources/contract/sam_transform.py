"""Prints what AWS makes of a SAM template: sam_transform.py template.yaml, run by the Python of SAM's command line."""

import json
import sys

from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml_parse(file.read())
for resource in template["Resources"].values():
    for uri in {"CodeUri", "DefinitionUri"} & resource.get("Properties", {}).keys():
        # as `sam package` leaves them
        resource["Properties"][uri] = "s3://artifacts/" + resource["Properties"][uri]
parameters = {name: parameter.get("Default", "") for name, parameter in template.get("Parameters", {}).items()}
print(json.dumps(Translator({}, Parser()).translate(template, parameters), default=str))
