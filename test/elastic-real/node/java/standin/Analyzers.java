package standin;

import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/** Names that the index of API keys is made with; they only matter where keys are searched by words. */
public final class Analyzers extends Plugin implements AnalysisPlugin {
  private record Unchanged(String name) implements TokenFilterFactory {
    @Override
    public TokenStream create(TokenStream tokens) {
      return tokens;
    }
  }

  @Override
  public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
    AnalysisProvider<TokenFilterFactory> unchanged =
        (index, environment, name, settings) -> new Unchanged(name);
    return Map.of("pattern_capture", unchanged, "unique", unchanged, "lowercase", unchanged);
  }

  @Override
  public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
    return Map.of(
        "uax_url_email",
        (index, environment, name, settings) ->
            TokenizerFactory.newFactory(name, StandardTokenizer::new));
  }
}
