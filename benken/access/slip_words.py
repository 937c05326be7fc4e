"""The words a paper slip is made of: short, everyday, without æ, ø and å, so that anybody can type what they hear.

Four of 256 make four thousand million slips. None of them says anything of what the slip opens.
"""

WORDS = tuple(
    """
    agat anker atlas avis bake bakke balkong bamse banan banjo basar bass bekk belte benk berg bever bikube bilde
    bille bjelle blad blom blomst blyant boks bolle bord brett brev bris brygge bukett bukk bukser busk buss dadel
    damp dans deig delfin diamant drage drue ekorn elefant eple eske fabel fakkel falk fele fest filt fink fiolin
    fisk fjell fjord flagg flaske flis fole foss fossil fugl furu gaffel gaupe geit gips giraff gitar glass globus
    gnist gryte gull gulv hage hammer hane hatt hegg helg hermelin hest hjort holme honning hund hval hvete hylle
    igle jakke jern jolle kaffe kakao kalv kamel kamin kandis kanin kano karamell kart kasse kastanje katt kegle
    kenguru kilde kiste kjole klokke klut knapp kokos komet kopp korall kork kost krone krukke krydder kule kurv
    kvist lakris lanterne leir lerke lilje linje lomme luke lupe lykt lyng lyre mandel marsipan mast matte meis melk
    melon mikser mint mugge musling mynt nebb nektar nese nisse nype oliven orgel orkide oter padde paddel panda
    panne paraply pels penn pensel perle piano pingvin pinne planet plomme plysj portrett pose potet pute radio regn
    reke ring rogn rose rosin rubin ruin rulle safran salt sand seil seng sild silke sirkel sirup sjakk sjal skip
    skje skog slott smed sofa sokk sommer spade spill spire spole stake stav stein stige stjerne stokk stol storm
    strand sukker sump svane sylte tavle telt teppe termos tiger timian tomat tommel trapp troll tromme trompet tusj
    ugle vaffel vanilje vann vase vegg venn vest vifte vind vinter vogn vulkan
    """.split()  # noqa: SIM905  # one can see at a glance what is there
)
