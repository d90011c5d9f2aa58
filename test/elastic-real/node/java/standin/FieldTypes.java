package standin;

import java.util.Map;
import org.elasticsearch.index.mapper.KeywordFieldMapper;
import org.elasticsearch.index.mapper.Mapper;
import org.elasticsearch.index.mapper.MappingParserContext;
import org.elasticsearch.index.mapper.NumberFieldMapper.NumberType;
import org.elasticsearch.index.mapper.TextFieldMapper;
import org.elasticsearch.plugins.MapperPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * Types of fields whose modules are not on Maven Central, each by the nearest one of the server. A
 * constant_keyword of these does not enforce its value.
 */
public final class FieldTypes extends Plugin implements MapperPlugin {
  private record Without(Mapper.TypeParser parser, String parameter) implements Mapper.TypeParser {
    @Override
    public Mapper.Builder parse(
        String name, Map<String, Object> field, MappingParserContext context) {
      field.remove(parameter);
      return parser.parse(name, field, context);
    }
  }

  @Override
  public Map<String, Mapper.TypeParser> getMappers() {
    return Map.of(
        "constant_keyword", new Without(KeywordFieldMapper.PARSER, "value"),
        "wildcard", KeywordFieldMapper.PARSER,
        "match_only_text", TextFieldMapper.PARSER,
        "scaled_float", new Without(NumberType.DOUBLE.parser(), "scaling_factor"));
  }
}
